import { windowsAdeOrEncryptionAtHost } from "../../../../lib/fleet/coverage/controls/windows-ade-or-encryption-at-host";
import { aLinuxVirtualMachine, anImage, aVirtualMachine } from "./facts";
import { evaluates } from "./evaluates";

describe("windows-ade-or-encryption-at-host", () => {
  evaluates(windowsAdeOrEncryptionAtHost, [
    ["server-side encryption alone", aVirtualMachine(), "non-compliant"],
    ["encryption at host", aVirtualMachine({ encryptionAtHost: "yes" }), "compliant"],
    ["Azure Disk Encryption on every disk", aVirtualMachine({ azureDiskEncryption: "yes" }), "compliant"],
    [
      "encryption at host, whatever else is unknown",
      aVirtualMachine({ encryptionAtHost: "yes", azureDiskEncryption: "unknown" }),
      "compliant",
    ],
    [
      "an unknown state of Azure Disk Encryption",
      aVirtualMachine({ azureDiskEncryption: "unknown" }),
      "unknown",
    ],
    ["an unknown encryption at host", aVirtualMachine({ encryptionAtHost: "unknown" }), "unknown"],
    [
      "a deallocated VM, which it asks what the guest last said",
      aVirtualMachine({ deallocated: "yes" }),
      "non-compliant",
    ],
    ["a Linux VM", aLinuxVirtualMachine(), "not-applicable"],
    ["an unknown operating system", aVirtualMachine({ osType: "unknown" }), "unknown"],
    ["a confidential VM", aVirtualMachine({ securityType: "ConfidentialVM" }), "not-applicable"],
    ["a security type that was not told", aVirtualMachine({ securityType: undefined }), "unknown"],
    ["size Basic_A1", aVirtualMachine({ vmSize: "Basic_A1" }), "not-applicable"],
    ["size Standard_A2, which it does not skip", aVirtualMachine({ vmSize: "Standard_A2" }), "non-compliant"],
    ["a size that was not told", aVirtualMachine({ vmSize: undefined }), "unknown"],
    ["a VM with an ultra disk", aVirtualMachine({ ultraDisk: "yes" }), "not-applicable"],
    ["disks of which the kind was not told", aVirtualMachine({ ultraDisk: "unknown" }), "unknown"],
    [
      "an image of Windows 2008 R2",
      aVirtualMachine({ imageReference: anImage("MicrosoftWindowsServer", "WindowsServer", "2008-R2-SP1") }),
      "not-applicable",
    ],
    [
      "a node of Kubernetes",
      aVirtualMachine({ imageReference: anImage("microsoft-aks", "aks-windows", "2019") }),
      "not-applicable",
    ],
    ["an image of one's own", aVirtualMachine({ imageReference: null }), "non-compliant"],
    ["an image that was not told", aVirtualMachine({ imageReference: undefined }), "unknown"],
  ]);
});
