import { randomInt } from "node:crypto";

import { z } from "zod";

import { dataFile, Redacted, type OsType } from "@runbooks/azure";

const maximum = z.strictObject({ maximumLength: z.number().int() });
const range = z.strictObject({ minimumLength: z.number().int(), maximumLength: z.number().int() });

const rules = dataFile(
  "administrator-rules.json",
  z.strictObject({
    source: z.strictObject({ title: z.string(), date: z.string() }),
    computerName: z.strictObject({ Windows: maximum, Linux: maximum }),
    adminUsername: z.strictObject({ Windows: maximum, Linux: maximum, disallowed: z.array(z.string()) }),
    adminPassword: z.strictObject({
      Windows: range,
      Linux: range,
      kindsOfCharacters: z.number().int(),
      disallowed: z.array(z.string()),
    }),
  }),
);

/**
 * Why Azure does not take a name for the administrator of a new VM; undefined: it does.
 *
 * @see ComputeRP 2025-04-01, `OSProfile.adminUsername`; the signs that Windows refuses: Azure/azure-quickstart-templates#2577, 2016-10-03
 */
export function userNameRefusal(name: string, osType: OsType): string | undefined {
  const { adminUsername } = rules();
  const { maximumLength } = adminUsername[osType];
  if (name === "") return "it is empty";
  if (name.length > maximumLength)
    return `it has ${name.length} characters; ${osType} takes ${maximumLength} at most`;
  if (adminUsername.disallowed.includes(name.toLowerCase())) return "Azure does not allow this name";
  if (osType === "Windows" && name.endsWith(".")) return "on Windows it can't end in a full stop";
  if (osType === "Windows" && /[\\/"[\]:|<>+=;,?*@]/.test(name))
    return "on Windows it can't have any of \\ / \" [ ] : | < > + = ; , ? * @";
  // The name goes into the path of the authorized keys.
  if (osType === "Linux" && !/^[a-z_][a-z0-9_-]*$/i.test(name))
    return "a Linux user's name has letters, digits, hyphens and underscores, and does not start with a digit";
  return undefined;
}

/**
 * Why Azure does not take a password for the administrator of a new VM, in words that don't hold it; undefined: it does.
 *
 * @see ComputeRP 2025-04-01, `OSProfile.adminPassword`
 */
export function passwordRefusal(password: string, osType: OsType): string | undefined {
  const { adminPassword } = rules();
  const { minimumLength, maximumLength } = adminPassword[osType];
  if (password.length < minimumLength || password.length > maximumLength)
    return `on ${osType} it has ${minimumLength} to ${maximumLength} characters.`;
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[\W_]/].filter((kind) => kind.test(password)).length;
  if (kinds < adminPassword.kindsOfCharacters)
    return `it needs ${adminPassword.kindsOfCharacters} of: lower case, upper case, digit, special character.`;
  return adminPassword.disallowed.includes(password)
    ? "it is one of the passwords that everybody tries."
    : undefined;
}

/** How long the name of a computer may be. ComputeRP 2025-04-01, `OSProfile.computerName`. */
export function maximumComputerNameLength(osType: OsType): number {
  return rules().computerName[osType].maximumLength;
}

const PASSWORD_LENGTH = 24;
// No signs that are taken for one another, and none that a shell or a keyboard makes something else of.
const kindsOfCharacters: readonly string[] = [
  "abcdefghijkmnopqrstuvwxyz",
  "ABCDEFGHJKLMNPQRSTUVWXYZ",
  "23456789",
  "-_.+=",
];

/**
 * A password that nobody knows, for an administrator whose password is reset before it is used (`az vm user update`): there is no way to
 * look at it.
 */
export function newPassword(): Redacted<string> {
  const all = kindsOfCharacters.join("");
  const drawn = [
    ...kindsOfCharacters,
    ...Array<string>(PASSWORD_LENGTH - kindsOfCharacters.length).fill(all),
  ];
  const characters = drawn.map((kind) => kind.charAt(randomInt(kind.length)));
  // Shuffled, so that the kinds stand in no known place.
  for (let last = characters.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? "", characters[last] ?? ""];
  }
  return new Redacted(characters.join(""));
}
