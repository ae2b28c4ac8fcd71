/** A duration as people say it: `45 s`, `12 min`, `3 h 5 min`. */
export function durationWords(durationInMs: number): string {
  const seconds = Math.round(durationInMs / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
