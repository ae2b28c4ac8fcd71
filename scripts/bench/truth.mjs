/** What is true of a generated fleet, as the tests know it: its figures are compared with it, and never measured. */
import { tsImport } from "tsx/esm/api";

const { truthOf } = await tsImport("../../test/sandbox/fleet/generated/truth.ts", import.meta.url);

export { truthOf };
