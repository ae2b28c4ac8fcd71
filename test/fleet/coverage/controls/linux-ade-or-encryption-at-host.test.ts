import { linuxAdeOrEncryptionAtHost } from "../../../../lib/fleet/coverage/controls/linux-ade-or-encryption-at-host";
import { aLinuxVirtualMachine, anImage, aVirtualMachine } from "./facts";
import { evaluates } from "./evaluates";

const ofImage = (publisher: string, offer: string, sku: string): ReturnType<typeof aLinuxVirtualMachine> =>
  aLinuxVirtualMachine({ imageReference: anImage(publisher, offer, sku) });

describe("linux-ade-or-encryption-at-host", () => {
  evaluates(linuxAdeOrEncryptionAtHost, [
    ["server-side encryption alone", aLinuxVirtualMachine(), "non-compliant"],
    ["encryption at host", aLinuxVirtualMachine({ encryptionAtHost: "yes" }), "compliant"],
    [
      "Azure Disk Encryption on every disk",
      aLinuxVirtualMachine({ azureDiskEncryption: "yes" }),
      "compliant",
    ],
    ["a Windows VM", aVirtualMachine(), "not-applicable"],
    ["RHEL 6", ofImage("RedHat", "RHEL", "6.8"), "not-applicable"],
    ["RHEL 8", ofImage("RedHat", "RHEL", "8_8"), "non-compliant"],
    ["Ubuntu 12.04", ofImage("Canonical", "UbuntuServer", "12.04.5-LTS"), "not-applicable"],
    ["SLES 11", ofImage("SUSE", "SLES", "11-SP4"), "not-applicable"],
    ["Debian, which it takes with every release", ofImage("debian", "debian-9", "9"), "non-compliant"],
    ["a data science VM with Linux", ofImage("microsoft-ads", "linux-data-science-vm", "1"), "non-compliant"],
    [
      "another image of that publisher",
      ofImage("microsoft-ads", "standard-data-science-vm", "1"),
      "not-applicable",
    ],
    [
      "a Windows image of the Center for Internet Security",
      ofImage("center-for-internet-security-inc", "cis-windows", "1"),
      "not-applicable",
    ],
    ["OpenShift", ofImage("azureopenshift", "aro4", "1"), "not-applicable"],
    ["an image of one's own", aLinuxVirtualMachine({ imageReference: null }), "non-compliant"],
  ]);
});
