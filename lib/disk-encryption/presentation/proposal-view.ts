import { parseKeyVaultUrl, parseResourceId } from "@runbooks/azure";
import type { KeyVaultCandidate } from "../propose/candidate";
import type { KeyVaultProposal } from "../propose/key-vaults";
import type { Choice, EncryptionProposal } from "../propose/propose";
import { above } from "./objections-view";
import { escapeHtml, tableView, type TableCell, type View } from "@runbooks/kernel";

/** What a VM is to be encrypted with: what was named and what was proposed, why, and the other vaults that were looked at. */
export function proposalView(proposal: EncryptionProposal): View {
  const { vmName, keyVault, keyEncryptionKey, volumeType, candidates, usableKeys, unread } = proposal;
  const choices = tableView(
    `What ${vmName} is to be encrypted with`,
    ["", "is", "chosen by", "why"],
    [
      ["key vault", parseResourceId(keyVault.value).name, byCell(keyVault), keyVault.because],
      ["key encryption key", keyEncryptionKey.value, byCell(keyEncryptionKey), keyEncryptionKey.because],
      ["volume type", volumeType.value, byCell(volumeType), volumeType.because],
    ],
  );
  if (keyVault.chosenBy !== "proposal" && candidates.length === 0) return choices;
  const notes = [
    ...usableKeys.map(({ url }) => `A key of this vault that you could name as key encryption key: ${url}`),
    ...unread.map((sentence) => `? There may be more vaults or keys: ${sentence}`),
  ];
  return [vaultsView(candidates, keyVault.value), ...notes.map(noteView)].reduce<View>(above, choices);
}

const byCell = ({ chosenBy }: Choice): TableCell =>
  chosenBy === "proposal" ? { text: "! proposed", tone: "open" } : { text: chosenBy, tone: "quiet" };

const noteView = (note: string): View => ({
  html: `<p style="margin:4px 0">${escapeHtml(note)}</p>`,
  text: `  ${note}`,
});

const fits: Readonly<Record<KeyVaultCandidate["fit"], TableCell>> = {
  ready: { text: "✔ fits", tone: "good" },
  "after-mending": { text: "! fits after mending", tone: "open" },
  no: { text: "✘ does not fit", tone: "bad" },
};

/** Key vaults that were proposed for a VM, there or still to be made, and which one to take. */
export function keyVaultProposalView({ candidates, keyVaultId, unread }: KeyVaultProposal): View {
  const notes = [
    `! Proposed: ${parseResourceId(keyVaultId).name}`,
    ...unread.map((sentence) => `? There may be more vaults: ${sentence}`),
  ];
  return notes.map(noteView).reduce<View>(above, vaultsView(candidates, keyVaultId));
}

/** What several VMs are to be encrypted with, a row each. */
export function proposalsView(proposals: readonly EncryptionProposal[]): View {
  return tableView(
    "What they are to be encrypted with",
    ["VM", "key vault", "chosen by", "why", "key encryption key", "volume type"],
    proposals.map(({ vmName, keyVault, keyEncryptionKey, volumeType }) => [
      vmName,
      parseResourceId(keyVault.value).name,
      byCell(keyVault),
      keyVault.because,
      keyEncryptionKey.value === "none" ? "none" : parseKeyVaultUrl(keyEncryptionKey.value).name,
      volumeType.value,
    ]),
  );
}

function vaultsView(candidates: readonly KeyVaultCandidate[], chosenId: string): View {
  const isSeen = candidates.some(({ keyVault }) => keyVault.id.toLowerCase() === chosenId.toLowerCase());
  const { name, resourceGroupName } = parseResourceId(chosenId);
  return tableView(
    candidates.length === 1 ? "1 key vault was looked at" : `${candidates.length} key vaults were looked at`,
    ["key vault", "resource group", "fits?", "why"],
    [
      ...candidates.map(({ keyVault, fit, reasons }): readonly TableCell[] => [
        keyVault.name,
        keyVault.resourceGroupName,
        fits[fit],
        reasons.length === 0 ? "Region, subscription and settings are right." : reasons.join(" "),
      ]),
      ...(isSeen
        ? []
        : [
            [
              name,
              resourceGroupName,
              { text: "+ not there yet", tone: "open" },
              "planKeyVault makes it; its name is free.",
            ] satisfies readonly TableCell[],
          ]),
    ],
  );
}
