import { param, type Call, type Reply } from "../../http";
import { keyBundle } from "../bundles";
import { openVault, type DataRight } from "../data-access";
import { existing } from "../items";
import { rotateKey as makeNextVersion, scheduleRotation } from "../rotate-key";
import { rotationPolicyBody, sentRotationPolicy } from "../rotation-policy";
import { itemUrl } from "../vaults-by-name";

// "Configure cryptographic key auto-rotation in Azure Key Vault", 2026-04-10: the rights by access policy and by role.
const right = (action: string, permission: string): DataRight => ({ kind: "keys", action, permission });

/** Makes a new version of a key. */
export function rotateKey(call: Call): Reply {
  const name = param(call, "itemName");
  const { vault, contents } = openVault(call, right("rotate/action", "rotate"), name);
  const key = existing("Key", contents.keys, name);
  return { status: 200, body: keyBundle(vault, key.name, makeNextVersion(call.world, vault, key)) };
}

export function getRotationPolicy(call: Call): Reply {
  const name = param(call, "itemName");
  const { vault, contents } = openVault(call, right("keyrotationpolicies/read", "getrotationpolicy"), name);
  const key = existing("Key", contents.keys, name);
  const id = `${itemUrl(vault, "keys", key.name)}/rotationpolicy`;
  return { status: 200, body: rotationPolicyBody(id, contents.rotationPolicies.get(key.name)) };
}

/** Sets a key's policy as a whole; Key Vault makes the next version when it is due. */
export function putRotationPolicy(call: Call): Reply {
  const name = param(call, "itemName");
  const { vault, contents } = openVault(call, right("keyrotationpolicies/write", "setrotationpolicy"), name);
  const key = existing("Key", contents.keys, name);
  const earlier = contents.rotationPolicies.get(key.name);
  const policy = sentRotationPolicy(call.body, earlier, call.world.clock.now());
  contents.rotationPolicies.set(key.name, policy);
  scheduleRotation(call.world, vault, key.name);
  const id = `${itemUrl(vault, "keys", key.name)}/rotationpolicy`;
  return { status: 200, body: rotationPolicyBody(id, policy) };
}
