/**
 * Ends this process when its parent has ended. To be imported first, for its effect: a parent that dies while the
 * rest is loading must be noticed too.
 *
 * A Jupyter server that is killed leaves its kernels behind, of 200 MB each, and tslab doesn't notice.
 */
const PARENT_CHECK_IN_MS = 500;

const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent || !isAlive(parent)) process.exit(0);
}, PARENT_CHECK_IN_MS).unref();

// Windows keeps the number of a parent that is gone; elsewhere the number changes.
function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
