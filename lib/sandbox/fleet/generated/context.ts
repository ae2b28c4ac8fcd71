import { diskType } from "../../resource-types";
import type { FleetVirtualMachine } from "../../fleets";
import type { JsonObject } from "../../json";
import { drawsOf } from "./draws";
import type { Foundations } from "./foundations";
import { groupId, isIn, type GeneratedGroup } from "./layout";
import type { GeneratedMachine, GeneratedMachines } from "./machines";
import { percent } from "./mix";
import { recordsOf } from "./records";

/** What the resources of a generated fleet are made from. */
export interface GeneratedContext {
  readonly machines: GeneratedMachines;
  readonly foundations: Foundations;
  readonly startsAt: Date;
  /** A VM as a fleet's file would have it. */
  readonly recordOf: (machine: GeneratedMachine) => FleetVirtualMachine;
  /** Whether the secrets of a VM are wrapped with a key of the vault. */
  readonly hasKeyEncryptionKey: (index: number) => boolean;
  /** By the number of a VM; `nth`: of its things, up to eight. */
  readonly identifiers: {
    readonly virtualMachine: (index: number) => string;
    readonly disk: (index: number, nth: number) => string;
    readonly goneDisk: (index: number) => string;
    readonly secret: (index: number, nth: number) => string;
    readonly secretVersion: (index: number, nth: number) => string;
    readonly run: (index: number) => string;
    /** Of Entra, that dual pass signs in with. */
    readonly application: (index: number) => string;
    readonly copy: (index: number) => string;
    readonly snapshotFamily: (index: number) => string;
  };
}

/** Puts together what the resources are made from. */
export function contextOf(
  machines: GeneratedMachines,
  foundations: Foundations,
  seed: string,
): GeneratedContext {
  const draws = drawsOf(`${seed}/resources`);
  const keyEncryptionKey = draws.number("key encryption key");
  const ofEight = (of: (index: number) => string) => (index: number, nth: number) => of(8 * index + nth);
  return {
    machines,
    foundations,
    startsAt: new Date(foundations.fleet.startsAt),
    recordOf: recordsOf(foundations),
    hasKeyEncryptionKey: (index) => isIn(percent.keyEncryptionKey, keyEncryptionKey(index)),
    identifiers: {
      virtualMachine: draws.guid("VM"),
      disk: ofEight(draws.guid("disk")),
      goneDisk: draws.guid("gone disk"),
      secret: ofEight(draws.guid("secret")),
      secretVersion: ofEight(draws.digits("secret version")),
      run: draws.guid("run"),
      application: draws.guid("application"),
      copy: draws.guid("copy"),
      snapshotFamily: draws.guid("snapshot family"),
    },
  };
}

/** The id of a Compute resource of a group. */
export const computeIdOf = (group: GeneratedGroup, type: string, name: string): string =>
  `${groupId(group)}/providers/${type}/${name}`;

/** The id of a managed disk beside a VM, as the disk's own answers have it. */
export const diskIdOf = ({ group }: GeneratedMachine, { name }: { readonly name: string }): string =>
  computeIdOf(group, diskType, name);

/** An id with its resource group in upper case, as Azure gives some. */
export const inUpperCase = (id: string): string =>
  id.replace(/(?<=\/resourceGroups\/)[^/]+/i, (group) => group.toUpperCase());

/** A change of some of a resource's properties. */
export const withProperties = <T extends { readonly properties: JsonObject }>(
  resource: T,
  properties: JsonObject,
): T => ({ ...resource, properties: { ...resource.properties, ...properties } });
