import { defined } from "@runbooks/azure";
import type { FleetDisk, FleetVirtualMachine } from "../../fleets";
import { defaultSpecification, type GuestSpecification } from "../../guest/specification";
import type { Foundations } from "./foundations";
import type { GeneratedDisk, GeneratedMachine } from "./machines";

/** Tells of a generated VM as a fleet's file would, so that its resources are made as those of a file are. */
export function recordsOf(foundations: Foundations): (machine: GeneratedMachine) => FleetVirtualMachine {
  const specifications = new Map<string, GuestSpecification>();

  function specificationOf({ osType, image }: GeneratedMachine): GuestSpecification {
    const key = `${osType}/${image?.offer ?? ""}/${image?.sku ?? ""}`;
    const specification = specifications.get(key) ?? defaultSpecification(osType, image);
    specifications.set(key, specification);
    return specification;
  }

  function make(machine: GeneratedMachine): FleetVirtualMachine {
    const { group, size, kind, securityType } = machine;
    return {
      name: machine.name,
      why: kind.name,
      subscriptionId: group.subscription.subscriptionId,
      resourceGroupName: group.name,
      location: group.region.location,
      vmSize: size.vmSize,
      hyperVGeneration: machine.hyperVGeneration,
      timeCreated: machine.timeCreated,
      ...imageOf(machine),
      powerState: machine.powerState,
      ...defined({ encryptionAtHost: kind.encryptionAtHost, securityType }),
      tags: group.tags,
      osDisk: diskOf(machine, machine.osDisk),
      dataDisks: machine.dataDisks.map((disk) => diskOf(machine, disk)),
      guest: specificationOf(machine),
      announces: [],
    };
  }

  function diskOf({ kind, group }: GeneratedMachine, disk: GeneratedDisk): FleetDisk {
    const { name, lun, sku, diskSizeGB, role } = disk;
    return {
      name,
      ...defined({ lun }),
      diskSizeGB,
      sku,
      ...(kind.disks === "unmanaged"
        ? { vhdUri: `https://stfleet.blob.core.windows.net/vhds/${name}.vhd` }
        : {}),
      ...(kind.disks === "ephemeral" && role === "os" ? { ephemeral: true } : {}),
      ...(kind.serverSide === "platform-key"
        ? {}
        : { diskEncryptionSetId: foundations.setIdOf(group, kind.serverSide) }),
    };
  }

  // A VM and its disks are asked for one after the other.
  let last: { readonly machine: GeneratedMachine; readonly record: FleetVirtualMachine } | undefined;
  return (machine) => {
    if (last?.machine !== machine) last = { machine, record: make(machine) };
    return last.record;
  };
}

function imageOf({ image }: GeneratedMachine): Pick<FleetVirtualMachine, "image"> {
  if (image === undefined) return {};
  const { publisher, offer, sku } = image;
  const exactVersion = image.versions.at(-1);
  return { image: { publisher, offer, sku, ...defined({ exactVersion }) } };
}
