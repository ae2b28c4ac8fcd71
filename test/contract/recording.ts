import { z } from "zod";

import { readRecording } from "./shared-folder";

// Some answers have a header twice.
const header = z.union([z.string(), z.array(z.string()).transform((values) => values.join(","))]);

const recordedExchange = z.object({
  source: z.object({ n: z.number() }),
  request: z.object({ method: z.string(), url: z.string(), body: z.unknown() }),
  response: z.object({ status: z.number(), headers: z.record(z.string(), header), body: z.unknown() }),
});

/** One recorded request and its answer. */
export type RecordedExchange = z.infer<typeof recordedExchange>;

/** An exchange by its recording's file and its place there. */
export function recordedAt(recording: string, place: number): RecordedExchange {
  const found = z
    .array(recordedExchange)
    .parse(readRecording(recording))
    .find(({ source }) => source.n === place);
  if (found === undefined) throw new Error(`Recording ${recording} has no exchange ${place}.`);
  return found;
}
