import { execFileSync, spawnSync } from "node:child_process";
import { delimiter } from "node:path";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** The tools that make real disks, and the Debian package of each. */
export const toolPackages = {
  "qemu-img": "qemu-utils",
  cryptsetup: "cryptsetup-bin",
  sgdisk: "gdisk",
  sfdisk: "fdisk",
  blkid: "util-linux",
  mkswap: "util-linux",
  "mkfs.ext2": "e2fsprogs",
  "mkfs.ext3": "e2fsprogs",
  "mkfs.ext4": "e2fsprogs",
  "mkfs.vfat": "dosfstools",
  "mkfs.ntfs": "ntfs-3g",
  "mkfs.exfat": "exfatprogs",
  "mkfs.xfs": "xfsprogs",
  "mkfs.btrfs": "btrfs-progs",
  bdeinfo: "libbde-utils",
  python3: "python3",
} as const;
export type Tool = keyof typeof toolPackages;

// Debian keeps the programs that make filesystems where an ordinary user's path doesn't lead.
const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/sbin"];
const environment = { ...process.env, PATH: folders.join(delimiter), LC_ALL: "C" };

export function hasTool(tool: Tool): boolean {
  return folders.some((folder) => existsSync(join(folder, tool)));
}

/** Runs a tool, and gives what it prints. */
export function run(tool: Tool, args: readonly string[], input?: string | Buffer): string {
  return execFileSync(tool, args, {
    encoding: "utf8",
    env: environment,
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    ...(input === undefined ? {} : { input }),
  });
}

/** How a tool ends, and all that it prints. */
export function answerOf(
  tool: Tool,
  args: readonly string[],
): { readonly exitCode: number; readonly output: string } {
  const { status, stdout, stderr, error } = spawnSync(tool, args, {
    encoding: "utf8",
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (error !== undefined) throw error;
  // One that a signal ended accepts nothing.
  return { exitCode: status ?? 255, output: `${stdout}${stderr}` };
}

/** Types lines into a shell, as somebody would who follows a report. */
export function typeInto(folder: string, lines: readonly string[]): void {
  execFileSync("bash", ["-e", "-c", lines.join("\n")], { cwd: folder, env: environment, stdio: "pipe" });
}

const missingOfTests: (readonly Tool[])[] = [];

/** How many tests were left out, and for want of what; undefined where none was. */
export function leftOutText(missingOfEach: readonly (readonly Tool[])[]): string | undefined {
  const count = missingOfEach.length;
  if (count === 0) return undefined;
  const missing = [...new Set(missingOfEach.flat())].join(", ");
  const [tests, demanded] =
    count === 1 ? ["test with real tools was", "it"] : ["tests with real tools were", "them"];
  return `${count} ${tests} left out: no ${missing}; CI=true demands ${demanded}.`;
}

// Under the totals, and not in an `after`: where all tests are left out, none runs.
process.once("exit", () => {
  const text = leftOutText(missingOfTests);
  if (text !== undefined) console.log(text);
});

/**
 * A test that needs tools. Where one is missing, the test is left out and counted in a line under the totals; where CI
 * runs, all have to be there.
 */
export function itWith(tools: readonly Tool[], name: string, test: () => Promise<void> | void): void {
  const missing = tools.filter((tool) => !hasTool(tool));
  if (missing.length === 0 || process.env["CI"] === "true") {
    it(name, test);
    return;
  }
  missingOfTests.push(missing);
}
