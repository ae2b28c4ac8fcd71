import { type OsType } from "@runbooks/azure";
import { sshPublicKeyRefusal } from "../../nouns/ssh-public-key";
import { userNameRefusal } from "../../nouns/administrator";
import type { Verdict } from "../finding";
import { fail, MODULE_STATES_NO_RULE, pass, whenKnown } from "../verdict";
import type { NewVirtualMachineCheck } from "./check";
import type { Administrator } from "./facts";

/** Azure takes the administrator's name, and the guest the way of signing in. The module says nothing. */
export const newVmAdministrator: NewVirtualMachineCheck = ({ request, image }, edition) =>
  edition === "module"
    ? MODULE_STATES_NO_RULE
    : whenKnown(
        image,
        "what the guest takes from its administrator",
        "Name an image that the region has.",
        ({ osType }) => evaluate(request.administrator, osType),
      );

function evaluate({ userName, signInWith }: Administrator, osType: OsType): Verdict {
  const refusal = userNameRefusal(userName, osType);
  if (refusal !== undefined)
    return fail(`The administrator can't be called '${userName}': ${refusal}.`, "Give another user name.");
  if (signInWith.kind === "password")
    return pass(`${userName} signs in with a password, which is handed to apply and judged there.`);
  if (osType === "Windows") {
    return fail(
      "A Windows VM takes no SSH key from its administrator.",
      'Sign in with { kind: "password" }, and hand the password to apply.',
    );
  }
  const keyRefusal = sshPublicKeyRefusal(signInWith.publicKey);
  return keyRefusal === undefined
    ? pass(`${userName} signs in with a public SSH key.`)
    : fail(
        `The SSH key can't be used: ${keyRefusal}.`,
        "Give the text of the .pub file that ssh-keygen wrote: ssh-keygen -t rsa -b 4096.",
      );
}
