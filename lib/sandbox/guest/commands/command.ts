import type { Resource, World } from "../../state";
import type { GuestOperatingSystem } from "../guest";
import type { Hardware } from "../hardware";
import type { GuestSpecification } from "../specification";
import type { Volume } from "../volumes";

/** What a command can look at. Commands read; none of them changes the guest. */
export interface CommandContext {
  readonly world: World;
  readonly virtualMachine: Resource;
  readonly guest: GuestOperatingSystem;
  readonly specification: GuestSpecification;
  readonly hardware: Hardware;
  readonly volumes: readonly Volume[];
}

/** What a command leaves behind. */
export interface CommandOutput {
  readonly stdout?: string;
  readonly stderr?: string;
  /** 0 unless said. */
  readonly exitCode?: number;
}

/** A line that a guest understands. */
export interface Command {
  readonly pattern: RegExp;
  readonly run: (context: CommandContext, match: RegExpExecArray) => CommandOutput;
}
