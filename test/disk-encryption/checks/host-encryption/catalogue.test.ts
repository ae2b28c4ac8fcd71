import { encryptionAtHostRequirements } from "../../../../lib/disk-encryption/checks/host-encryption/evaluate";
import { encryptionAtHostRequirementIds } from "../../../../lib/disk-encryption/checks/host-encryption/requirement";
import { encryptionAtHostFacts } from "../../../customer-key-builders";
import { describeCatalogue } from "../describe-catalogue";

describeCatalogue({
  name: "encryption at host",
  ids: encryptionAtHostRequirementIds,
  catalogue: encryptionAtHostRequirements,
  facts: encryptionAtHostFacts(),
  folder: "host-encryption",
});
