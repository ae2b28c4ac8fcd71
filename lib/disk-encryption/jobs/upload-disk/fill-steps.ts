import { type Fact, sameRegion } from "@runbooks/azure";
import { isForDataDisksAlone } from "../../nouns/data-disk-types";
import type { CreateDiskForUpload } from "../../change/actions/disk";
import type { StepContent, TouchedResource } from "../../change/plan";
import { ABSENT, diskState } from "../../change/state";
import { FILLED_WITH_TAG, type DiskToFill } from "../../change/page-blobs/disk-to-fill";
import { planBlocked } from "../../change/blocked";

/** The disk that is to be there in the end, and the step that fills it. */
export interface Filling {
  readonly disk: Omit<CreateDiskForUpload, "kind">;
  /** What it is filled with, as its tag says. */
  readonly filledWith: string;
  readonly fill: StepContent;
  readonly accessDurationInSeconds: number;
  /** Set: what is there is of no use, begun or whole, for its source was in use since. */
  readonly isOutdated?: boolean;
}

/**
 * The steps from a disk as it is to a disk that is filled: all of them, the rest of an upload that stopped, or none. Pure.
 *
 * An upload of something else that this library began is thrown away and begun anew; any other disk of that name blocks the upload, and so does
 * one that holds the same and is made otherwise than it was asked for, or holds what its source was before.
 *
 * @throws RunbookError `PlanBlocked`.
 */
export function fillSteps(found: Fact<DiskToFill>, filling: Filling): readonly StepContent[] {
  const { disk, filledWith } = filling;
  const name = disk.diskId.split("/").pop() ?? "";
  assertBootable(disk, name);
  if (found.kind === "missing") {
    if (found.absent === true) return [createStep(filling), ...accessSteps(filling)];
    throw planBlocked(
      `Nobody knows whether disk ${name} is there: ${found.reason}`,
      "Get the right to read it, or name another disk.",
    );
  }
  const { tags, diskState: state, uploadSizeBytes } = found.value;
  const isSame = tags[FILLED_WITH_TAG] === filledWith && uploadSizeBytes === disk.uploadSizeBytes;
  const waits = state === "ReadyToUpload" || state === "ActiveUpload";
  const isOutdated = isSame && filling.isOutdated === true;
  if (isSame && !isOutdated) {
    assertAsAsked(found.value, disk);
    return waits ? accessSteps(filling) : [];
  }
  if (waits && tags[FILLED_WITH_TAG] !== undefined) {
    const begunWith = isOutdated ? "what its source was before it was in use again" : "something else";
    return [
      ...discardSteps(disk.diskId, `${name}, which was begun with ${begunWith}`, state),
      createStep(filling),
      ...accessSteps(filling),
    ];
  }
  throw planBlocked(
    isOutdated
      ? `Disk ${name} holds what its source was before that was attached or detached, or its VM started or deallocated.`
      : `There is a disk ${name} already, ${state}, which is not filled by this.`,
    "Name another disk, or delete that one yourself if nobody needs it.",
  );
}

function assertBootable({ osType, sku }: Filling["disk"], name: string): void {
  if (osType === undefined || !isForDataDisksAlone(sku)) return;
  throw planBlocked(
    `Disk ${name} is to be an OS disk (${osType}), and ${sku} is for data disks alone.`,
    "Ask for Premium_LRS, StandardSSD_LRS or Standard_LRS.",
  );
}

/** A disk of the same bytes can be of no use all the same: a VM does not start from a disk without an operating system. */
function assertAsAsked(found: DiskToFill, asked: Filling["disk"]): void {
  const { osType = "none", hyperVGeneration = "none", sku, location, zones } = found;
  const zonesOf = (names: readonly string[] = []): string => names.join(", ") || "none";
  const differences = [
    {
      what: "osType",
      is: osType,
      wanted: asked.osType ?? "none",
      isSame: osType === (asked.osType ?? "none"),
    },
    {
      what: "hyperVGeneration",
      is: hyperVGeneration,
      wanted: asked.hyperVGeneration ?? "none",
      // Not asked for: Azure's to say.
      isSame: asked.hyperVGeneration === undefined || hyperVGeneration === asked.hyperVGeneration,
    },
    { what: "sku", is: sku, wanted: asked.sku, isSame: sku === asked.sku },
    { what: "location", is: location, wanted: asked.location, isSame: sameRegion(location, asked.location) },
    {
      what: "zones",
      is: zonesOf(zones),
      wanted: zonesOf(asked.zones),
      isSame: zonesOf(zones) === zonesOf(asked.zones),
    },
  ].filter(({ isSame }) => !isSame);
  if (differences.length === 0) return;
  throw planBlocked(
    `Disk ${found.name} holds this, and is not as asked for: ${differences
      .map(({ what, is, wanted }) => `${what} is ${is}, not ${wanted}`)
      .join("; ")}.`,
    "Ask for the disk as it is, name another disk, or delete that one yourself if nobody needs it.",
  );
}

/** The state that the plan was made for. */
export function fillTouches(found: Fact<DiskToFill>, diskId: string): TouchedResource {
  return found.kind === "known" ? diskState(found.value) : { id: diskId.toLowerCase(), state: ABSENT };
}

function createStep({ disk, filledWith }: Filling): StepContent {
  const { tags, uploadSizeBytes, sku } = disk;
  return {
    title: `Create disk ${disk.diskId.split("/").pop() ?? ""} (${sku}) for an upload of ${uploadSizeBytes} bytes`,
    action: { ...disk, kind: "create-disk-for-upload", tags: { ...tags, [FILLED_WITH_TAG]: filledWith } },
    impact: "none",
    undo: { kind: "possible", how: "delete the disk" },
  };
}

function accessSteps({ disk, fill, accessDurationInSeconds }: Filling): readonly StepContent[] {
  const { diskId } = disk;
  return [
    {
      title: `Ask for write access to the disk's blob for ${accessDurationInSeconds / 3600} hours`,
      action: {
        kind: "grant-disk-access",
        diskId,
        access: "Write",
        durationInSeconds: accessDurationInSeconds,
      },
      impact: "none",
      undo: {
        kind: "possible",
        how: "end the access; by itself it ends after its hours",
      },
    },
    fill,
    {
      title: "End the access: Azure reads the footer, and the upload becomes the disk",
      action: { kind: "end-disk-access", diskId },
      impact: "none",
      undo: { kind: "impossible", because: "a disk can't be uploaded to again; it can be deleted" },
    },
  ];
}

/** Away with an upload of something else. */
function discardSteps(diskId: string, which: string, state: string): readonly StepContent[] {
  const end: StepContent = {
    title: `End the access to disk ${which}`,
    action: { kind: "end-disk-access", diskId, discards: true },
    impact: "none",
    undo: { kind: "impossible", because: "the disk is deleted next" },
  };
  return [
    ...(state === "ActiveUpload" ? [end] : []),
    {
      title: `Delete disk ${which} and never finished`,
      action: { kind: "delete-disk", diskId },
      impact: "none",
      undo: {
        kind: "impossible",
        because: "what was uploaded of it is gone; what it came from is not touched",
      },
    },
  ];
}
