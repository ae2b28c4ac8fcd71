import type { Fleet, FleetResource, FleetVault } from "../../fleets";
import { drawsOf } from "./draws";
import type { FleetLayout, GeneratedGroup, GeneratedSubscription } from "./layout";

/** The disk encryption sets of a subscription's region, by what they encrypt with. */
export type SetPurpose = "customer-key" | "platform-and-customer-key" | "confidential";

const setPurposes: readonly {
  readonly purpose: SetPurpose;
  readonly prefix: string;
  readonly encryptionType: string;
}[] = [
  { purpose: "customer-key", prefix: "des", encryptionType: "EncryptionAtRestWithCustomerKey" },
  {
    purpose: "platform-and-customer-key",
    prefix: "des-double",
    encryptionType: "EncryptionAtRestWithPlatformAndCustomerKeys",
  },
  {
    purpose: "confidential",
    prefix: "des-cvm",
    encryptionType: "ConfidentialVmEncryptedWithCustomerKey",
  },
];

/** A vault as the disks around it name it. */
export interface GeneratedVault {
  readonly id: string;
  readonly uri: string;
  /** With its version. */
  readonly keyEncryptionKeyUrl: string;
}

/** What is there in a generated fleet before its VMs, and is kept as any fleet's is: a few resources of each subscription. */
export interface Foundations {
  readonly fleet: Fleet;
  vaultOf(group: GeneratedGroup): GeneratedVault;
  setIdOf(group: GeneratedGroup, purpose: SetPurpose): string;
}

const generatedStartsAt = "2026-11-23T08:00:00Z";
const tenantId = "f1ee7000-7e4a-4000-8000-f1ee70000000";
const securityGroupName = "rg-0000-security";
const operator = "olga@contoso.example";

/** Makes the fleet that the generated VMs stand in: people, groups, and in each region of a subscription a vault and three sets. */
export function foundationsOf(layout: FleetLayout, seed: string): Foundations {
  const draws = drawsOf(`${seed}/foundations`);
  const version = draws.digits("key version");
  const principal = draws.guid("principal");
  const places = layout.subscriptions.flatMap((subscription) =>
    subscription.regions.map((region) => ({ subscription, region })),
  );
  const numberOf = new Map(
    places.map(({ subscription, region }, number) => [placeKey(subscription, region.location), number]),
  );
  const placeOf = ({ subscription, region }: GeneratedGroup): PlaceNames =>
    nameAt(numberOf.get(placeKey(subscription, region.location)) ?? -1);
  const names = places.map(({ subscription, region }, number) =>
    namesOf(subscription, region.code, version, number),
  );

  return {
    fleet: {
      name: "generated",
      description: `${layout.virtualMachines} VMs, generated from the seed '${seed}'. All names and identifiers are invented.`,
      startsAt: generatedStartsAt,
      tenantId,
      principals: [
        {
          name: operator,
          objectId: "f1ee7010-0b1d-4000-8000-f1ee70000010",
          applicationId: "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
          type: "User",
        },
      ],
      subscriptions: layout.subscriptions.map(({ subscriptionId, displayName }) => ({
        subscriptionId,
        displayName,
      })),
      resourceGroups: [
        ...layout.subscriptions.map(({ subscriptionId, regions: [region] }) => ({
          subscriptionId,
          name: securityGroupName,
          location: region?.location ?? "",
          tags: { owner: "team-security" },
        })),
        ...layout.groups.map(({ subscription, name, region, tags }) => ({
          subscriptionId: subscription.subscriptionId,
          name,
          location: region.location,
          tags,
        })),
      ],
      roleAssignments: [
        ...layout.subscriptions.flatMap(({ subscriptionId }) =>
          ["Reader", "Contributor"].map((role) => ({
            principal: operator,
            role,
            scope: `/subscriptions/${subscriptionId}`,
          })),
        ),
        ...names.flatMap(({ vault, sets }) =>
          setPurposes.map(({ purpose }) => ({
            principal: sets[purpose].name,
            role: "Key Vault Crypto Service Encryption User",
            scope: vault.id,
          })),
        ),
      ],
      policyAssignments: [],
      features: layout.subscriptions.map(({ subscriptionId }) => ({
        subscriptionId,
        name: "Microsoft.Compute/EncryptionAtHost",
      })),
      resources: places.flatMap(({ region }, number) =>
        setPurposes.map(({ purpose, encryptionType }, nth): FleetResource => {
          const { vault, sets, diskKeyUrl } = nameAt(number);
          return {
            ...sets[purpose],
            type: "Microsoft.Compute/diskEncryptionSets",
            location: region.location,
            tags: { owner: "team-security" },
            identity: {
              type: "SystemAssigned",
              principalId: principal(setPurposes.length * number + nth),
              tenantId,
            },
            properties: {
              activeKey: { sourceVault: { id: vault.id }, keyUrl: diskKeyUrl },
              encryptionType,
              rotationToLatestKeyVersionEnabled: false,
              provisioningState: "Succeeded",
            },
          };
        }),
      ),
      vaults: places.map(({ subscription, region }, number): FleetVault => {
        const { vaultName, keyVersion, diskKeyVersion } = nameAt(number);
        return {
          name: vaultName,
          subscriptionId: subscription.subscriptionId,
          resourceGroupName: securityGroupName,
          location: region.location,
          tags: { owner: "team-security" },
          properties: {
            sku: { family: "A", name: "premium" },
            enabledForDiskEncryption: true,
            enableSoftDelete: true,
            softDeleteRetentionInDays: 90,
            enableRbacAuthorization: true,
            enablePurgeProtection: true,
          },
          keys: [
            { name: "kek-ade", keyType: "RSA", keySizeInBits: 4096, version: keyVersion },
            { name: "cmk-disks", keyType: "RSA", keySizeInBits: 3072, version: diskKeyVersion },
          ],
        };
      }),
      virtualMachines: [],
    },
    vaultOf: (group) => placeOf(group).vault,
    setIdOf: (group, purpose) => placeOf(group).sets[purpose].id,
  };

  function nameAt(number: number): PlaceNames {
    const found = names[number];
    if (found === undefined) throw new TypeError(`(sandbox) No region has number ${number}.`);
    return found;
  }
}

/** What belongs to one region of a subscription. */
interface PlaceNames {
  readonly vaultName: string;
  readonly keyVersion: string;
  readonly diskKeyVersion: string;
  readonly diskKeyUrl: string;
  readonly vault: GeneratedVault;
  readonly sets: Readonly<Record<SetPurpose, { readonly id: string; readonly name: string }>>;
}

const placeKey = ({ subscriptionId }: GeneratedSubscription, location: string): string =>
  `${subscriptionId}/${location}`;

function namesOf(
  subscription: GeneratedSubscription,
  regionCode: string,
  version: (index: number) => string,
  number: number,
): PlaceNames {
  const group = `/subscriptions/${subscription.subscriptionId}/resourceGroups/${securityGroupName}`;
  // Vaults are named in the world, sets in their group; their service principals go by the set's name.
  const suffix = `${regionCode}-${String(number + 1).padStart(3, "0")}`;
  const vaultName = `kv-fleet-${suffix}`;
  const uri = `https://${vaultName}.vault.azure.net/`;
  const [keyVersion, diskKeyVersion] = [version(2 * number), version(2 * number + 1)];
  const setNamed = (prefix: string): { readonly id: string; readonly name: string } => ({
    id: `${group}/providers/Microsoft.Compute/diskEncryptionSets/${prefix}-${suffix}`,
    name: `${prefix}-${suffix}`,
  });
  return {
    vaultName,
    keyVersion,
    diskKeyVersion,
    diskKeyUrl: `${uri}keys/cmk-disks/${diskKeyVersion}`,
    vault: {
      id: `${group}/providers/Microsoft.KeyVault/vaults/${vaultName}`,
      uri,
      keyEncryptionKeyUrl: `${uri}keys/kek-ade/${keyVersion}`,
    },
    sets: {
      "customer-key": setNamed("des"),
      "platform-and-customer-key": setNamed("des-double"),
      confidential: setNamed("des-cvm"),
    },
  };
}
