/** The JSON types that occur at each key path. Free-form keys (tags, ids as keys) are one path; list elements are `[]`. */
export type Shape = ReadonlyMap<string, ReadonlySet<string>>;

/** What a comparison looks at besides bodies. */
export interface ComparedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const rateLimitHeader = "x-ms-ratelimit-remaining-resource";

/** Headers whose presence is part of the contract. */
const comparedHeaders: readonly string[] = [
  "azure-asyncoperation",
  "location",
  "azure-asyncnotification",
  "retry-after",
  rateLimitHeader,
  "x-ms-failure-cause",
];

/** In what an answer of the sandbox differs from a recorded one: one line a difference. */
export function compareAnswers(recorded: ComparedAnswer, ours: ComparedAnswer): readonly string[] {
  const [recordedBuckets, ourBuckets] = [bucketNames(recorded.headers), bucketNames(ours.headers)];
  return [
    ...(recorded.status === ours.status ? [] : [`status: recorded ${recorded.status}, ours ${ours.status}`]),
    ...compareNames(headerNames(recorded.headers), headerNames(ours.headers)),
    ...(recordedBuckets === undefined || ourBuckets === undefined
      ? []
      : compareNames(recordedBuckets, ourBuckets)),
    ...compareBodies(recorded.body, ours.body),
  ];
}

/** In what a body differs from a recorded one: one line a difference, of nested ones the outermost. */
export function compareBodies(recordedBody: unknown, ourBody: unknown): readonly string[] {
  const recorded = shapeOf(recordedBody);
  const ours = shapeOf(ourBody);
  const missing = [...recorded].filter(([path]) => isComparable(path, ours) && !ours.has(path));
  const added = [...ours].filter(([path]) => isComparable(path, recorded) && !recorded.has(path));
  const otherType = [...recorded].flatMap(([path, types]) => {
    const ourTypes = ours.get(path);
    return ourTypes === undefined || [...types].some((type) => ourTypes.has(type))
      ? []
      : [`${path}: recorded ${words(types)}, ours ${words(ourTypes)}`];
  });
  return [
    ...missing.map(([path, types]) => `recorded only: ${path} (${words(types)})`),
    ...added.map(([path, types]) => `ours only: ${path} (${words(types)})`),
    ...otherType,
  ];
}

function shapeOf(body: unknown): Shape {
  const shape = new Map<string, Set<string>>();
  collect(body, "", shape);
  return shape;
}

function collect(value: unknown, path: string, shape: Map<string, Set<string>>): void {
  if (value === undefined || value === null || value === "") {
    // An empty body, or a null: the recorders write both as null.
    if (path !== "") note(path, value === "" ? "string" : "null", shape);
    return;
  }
  if (Array.isArray(value)) {
    note(path, "list", shape);
    for (const element of value as readonly unknown[]) collect(element, `${path}[]`, shape);
    return;
  }
  if (typeof value !== "object") {
    note(path, typeof value, shape);
    return;
  }
  note(path, "object", shape);
  const freeForm = /(^|\.)tags$/.test(path);
  for (const [key, element] of Object.entries(value)) {
    const name = freeForm || key.startsWith("/") ? "*" : key;
    collect(element, path === "" ? name : `${path}.${name}`, shape);
  }
}

function note(path: string, type: string, shape: Map<string, Set<string>>): void {
  const types = shape.get(path) ?? new Set();
  types.add(type);
  shape.set(path, types);
}

/** Whether the other side has what holds this path; an empty list says nothing of its elements, nor empty tags of theirs. */
function isComparable(path: string, other: Shape): boolean {
  if (path === "") return true;
  if (path.endsWith("[]") || path.endsWith(".*")) return false;
  const holder = path.slice(0, Math.max(path.lastIndexOf("."), 0));
  return other.has(holder);
}

const headerNames = (headers: ComparedAnswer["headers"]): readonly string[] =>
  comparedHeaders.filter((name) => headers[name] !== undefined).map((name) => `header ${name}`);

/** The buckets' names; undefined where the header itself isn't there, which is a difference of its own. */
function bucketNames(headers: ComparedAnswer["headers"]): readonly string[] | undefined {
  return headers[rateLimitHeader]?.split(",").map((entry) => `bucket ${entry.split(";")[0]?.trim() ?? ""}`);
}

function compareNames(recorded: readonly string[], ours: readonly string[]): readonly string[] {
  return [
    ...recorded.filter((name) => !ours.includes(name)).map((name) => `recorded only: ${name}`),
    ...ours.filter((name) => !recorded.includes(name)).map((name) => `ours only: ${name}`),
  ];
}

const words = (types: ReadonlySet<string>): string => [...types].sort().join(" or ");
