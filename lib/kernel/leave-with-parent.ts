/**
 * Ends this process when its parent has ended. To be imported first, for its effect: a parent that dies while the
 * rest is loading must be noticed too.
 *
 * A Jupyter server that is killed leaves its kernels behind, of 200 MB each, and tslab doesn't notice.
 */
const PARENT_CHECK_IN_MS = 500;

const parent = goneParent(process.env["JPY_PARENT_PID"]) ?? process.ppid;
setInterval(() => {
  if (process.ppid !== parent || !isAlive(parent)) process.exit(0);
}, PARENT_CHECK_IN_MS).unref();

/**
 * What Jupyter says of itself: on a loaded machine it may be gone before this is read, and then the parent is another process already. One that
 * lives and is not the parent was said to somebody else: the variable is inherited. On Windows it holds a handle.
 */
function goneParent(told: string | undefined): number | undefined {
  const processId = Number(told);
  const isOne = process.platform !== "win32" && Number.isInteger(processId) && processId > 1;
  return isOne && !isAlive(processId) ? processId : undefined;
}

// Windows keeps the number of a parent that is gone; elsewhere the number changes.
function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
