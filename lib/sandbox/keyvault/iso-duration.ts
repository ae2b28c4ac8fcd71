/** A length of time as ISO 8601 writes it: `P90D`, `P1Y10D`, `PT48H`. Months and years are those of the calendar. */
export interface IsoDuration {
  readonly months: number;
  readonly milliseconds: number;
}

const pattern = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i;
const second = 1000;
const hour = 3600 * second;
const day = 24 * hour;

/** Reads a duration; undefined for any other text, an empty duration included. */
export function parseIsoDuration(text: string): IsoDuration | undefined {
  const numbers = pattern
    .exec(text)
    ?.slice(1)
    .map((digits: string | undefined) => Number(digits ?? 0));
  if (numbers === undefined || numbers.every((number) => number === 0)) return undefined;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = numbers;
  return {
    months: years * 12 + months,
    milliseconds: (weeks * 7 + days) * day + hours * hour + minutes * 60 * second + seconds * second,
  };
}

/** The moment that lies a duration after another. */
export function after(time: Date, { months, milliseconds }: IsoDuration): Date {
  return new Date(monthsFrom(time, months).getTime() + milliseconds);
}

/** The moment that lies a duration before another. */
export function before(time: Date, { months, milliseconds }: IsoDuration): Date {
  return new Date(monthsFrom(time, -months).getTime() - milliseconds);
}

/** About how long a duration is, to compare it with a smallest one: a month is 30 days. */
export function approximateDays({ months, milliseconds }: IsoDuration): number {
  return months * 30 + milliseconds / day;
}

function monthsFrom(time: Date, months: number): Date {
  const moved = new Date(time);
  moved.setUTCMonth(moved.getUTCMonth() + months);
  return moved;
}
