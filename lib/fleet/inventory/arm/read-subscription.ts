import type {
  InventoriedDisk,
  InventoriedDiskEncryptionSet,
  InventoriedImage,
  InventoriedResource,
  InventoriedSnapshot,
  InventoriedSubscription,
  InventoriedVirtualMachine,
  InventoryGap,
} from "../../nouns/inventory";
import type { RowsById } from "../rows/read-rows";
import { joinDisks } from "../rows/join-disks";
import { settleHolders } from "../rows/settle-holders";
import type { VirtualMachineRow } from "../rows/virtual-machine-row";
import { adeCandidates, readInstanceViews } from "./instance-views";
import {
  diskEncryptionSetList,
  diskList,
  imageList,
  powerStateList,
  snapshotList,
  virtualMachineList,
} from "./lists";
import { readList, type ReadList } from "./read-list";
import type { Reading } from "./reading";

/** What was read of a subscription. */
export interface SubscriptionPart {
  readonly virtualMachines: readonly InventoriedVirtualMachine[];
  readonly disks: readonly InventoriedDisk[];
  readonly snapshots: readonly InventoriedSnapshot[];
  readonly images: readonly InventoriedImage[];
  readonly diskEncryptionSets: readonly InventoriedDiskEncryptionSet[];
  readonly gaps: readonly InventoryGap[];
  readonly remarks: readonly string[];
}

type VirtualMachineRows = RowsById<VirtualMachineRow>;

/** Reads a subscription's lists side by side, and then what they say should be looked at. */
export async function readSubscription(
  reading: Reading,
  subscription: InventoriedSubscription,
  {
    withInstanceViews,
    withPowerStates,
  }: {
    readonly withInstanceViews: boolean;
    readonly withPowerStates: boolean;
  },
): Promise<SubscriptionPart> {
  // The longest list first: each sends its first page at once, and the others' wait for what it tells of the quotas.
  const disks = readList(reading, subscription, diskList);
  const virtualMachines = readList(reading, subscription, virtualMachineList);
  const others = Promise.all([
    readList(reading, subscription, snapshotList),
    readList(reading, subscription, imageList),
    readList(reading, subscription, diskEncryptionSetList),
    withPowerStates ? readList(reading, subscription, powerStateList) : undefined,
  ]);
  const held = await Promise.all([virtualMachines, disks]);
  const [{ rows: virtualMachineRows }, { rows: diskRows }] = held;
  tellWhoHasNoExtension(virtualMachineRows);
  const viewGaps = withInstanceViews
    ? await readInstanceViews(
        reading,
        subscription,
        virtualMachineRows,
        adeCandidates(virtualMachineRows, diskRows),
      )
    : [];
  const [snapshots, images, diskEncryptionSets, powerStates] = await others;
  const lists = [...held, snapshots, images, diskEncryptionSets];
  addPowerStates(virtualMachineRows, powerStates);
  const settled = settleHolders(virtualMachineRows, diskRows);
  joinDisks(virtualMachineRows, diskRows);
  return {
    virtualMachines: rowsOf(virtualMachineRows),
    disks: rowsOf(diskRows),
    snapshots: rowsOf(snapshots.rows),
    images: rowsOf(images.rows),
    diskEncryptionSets: rowsOf(diskEncryptionSets.rows),
    gaps: [...gapsOf(lists, powerStates), ...viewGaps],
    remarks: [
      ...repetitions(subscription, [
        [virtualMachineList.words, held[0]],
        [diskList.words, held[1]],
        [snapshotList.words, snapshots],
        [imageList.words, images],
        [diskEncryptionSetList.words, diskEncryptionSets],
      ]),
      ...settled,
    ],
  };
}

const rowsOf = <Row>(rows: RowsById<Row>): readonly Row[] => [...rows.values()].map(({ row }) => row);

/** One gap for a subscription of which nothing could be read, and for one and the same reason. */
function gapsOf(
  lists: readonly ReadList<InventoriedResource>[],
  powerStates: ReadList<InventoriedVirtualMachine> | undefined,
): readonly InventoryGap[] {
  const gaps = lists.flatMap(({ gap }) => gap ?? []);
  const [first] = gaps;
  const isWhole =
    gaps.length === lists.length &&
    gaps.every(({ code, readBefore }) => code === first?.code && readBefore === 0);
  if (first !== undefined && isWhole) return [{ ...first, kind: "all" }];
  return powerStates?.gap === undefined ? gaps : [...gaps, powerStates.gap];
}

/** A list names the extensions of each VM that has any (recorded, 2019 and 2024), and says nothing on a VM that has none: that one lacks this one too. */
function tellWhoHasNoExtension(virtualMachines: VirtualMachineRows): void {
  for (const { row } of virtualMachines.values()) row.hasAdeExtension ??= false;
}

/** The instance view of a VM that was looked at goes before the list. */
function addPowerStates(
  virtualMachines: VirtualMachineRows,
  powerStates: ReadList<InventoriedVirtualMachine> | undefined,
): void {
  if (powerStates === undefined) return;
  for (const [id, { row }] of virtualMachines) {
    const powerState = powerStates.rows.get(id)?.row.powerState;
    if (powerState !== undefined) row.powerState ??= powerState;
  }
}

const NAMED = 5;

/** A sentence for each list that told a resource more than once. */
function repetitions(
  { displayName }: InventoriedSubscription,
  lists: readonly (readonly [words: string, list: ReadList<InventoriedResource>])[],
): readonly string[] {
  return lists.flatMap(([words, { repeated }]) => {
    const names = [...new Set(repeated)];
    if (names.length === 0) return [];
    const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : "";
    return [
      `The list of ${words} of '${displayName}' told ${names.slice(0, NAMED).join(", ")}${more} more than once; each is counted once, as it was told last.`,
    ];
  });
}
