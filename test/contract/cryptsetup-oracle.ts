import { execFile } from "node:child_process";

const environment = { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin`, LC_ALL: "C" };

/** Whether cryptsetup accepts the header of a file. It may mend what it reads: give it a copy. */
export async function accepts(file: string): Promise<boolean> {
  return (await exitCode(["luksDump", file], "")) === 0;
}

/** `refused`: cryptsetup tried no passphrase at all, or could not. */
export type Opening = "opened" | "wrong-passphrase" | "refused";

const NO_PERMISSION = 2;

/** Whether a passphrase opens a volume, without a device being made of it. */
export async function opensWith(file: string, passphrase: string): Promise<Opening> {
  const code = await exitCode(["open", "--test-passphrase", file, "--key-file", "-"], passphrase);
  if (code === 0) return "opened";
  return code === NO_PERMISSION ? "wrong-passphrase" : "refused";
}

async function exitCode(args: readonly string[], input: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = execFile("cryptsetup", args, { env: environment }, (error) => {
      if (error === null) resolve(0);
      else if (typeof error.code === "number") resolve(error.code);
      else reject(new Error("cryptsetup can't be run", { cause: error }));
    });
    // It may refuse the file, and end, before it has read what opens it.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
  });
}
