import { contentOf, type DiskContent } from "./disk-content";
import type { World } from "../state";
import { footerSizeInBytes, makeFooter } from "../blob/uploaded-disk";

/**
 * The sandbox plays what is on a disk and has no bytes of it. So that a copy of the bytes is a copy of what is on the disk, an export
 * carries a label where a footer has room that nothing uses: whoever uploads the bytes elsewhere, takes it along.
 */
const label = { offset: 85, mark: "sandbox/" } as const;

const guidLength = 36;

const exported = new WeakMap<World, Map<string, DiskContent>>();

/** The footer that an export of a disk ends with. */
export function exportFooter(world: World, diskId: string, diskSizeInBytes: number): Buffer {
  const guid = world.identifiers.guid();
  const contents = exported.get(world) ?? new Map<string, DiskContent>();
  exported.set(world, contents.set(guid, contentOf(world, diskId)));
  const text = Buffer.from(`${label.mark}${guid}`, "latin1");
  return makeFooter(diskSizeInBytes, world.identifiers.bytes(16), { offset: label.offset, bytes: text });
}

/** Gives an uploaded disk what was on the disk that its bytes were exported from; leaves it be where they were not. */
export function takeExportedContent(world: World, diskId: string, footer: Buffer): void {
  const text = footer.toString(
    "latin1",
    label.offset,
    Math.min(label.offset + label.mark.length + guidLength, footerSizeInBytes),
  );
  if (!text.startsWith(label.mark)) return;
  const content = exported.get(world)?.get(text.slice(label.mark.length));
  if (content !== undefined) world.diskContents.set(diskId.toLowerCase(), content);
}
