import { type AzureError, invalidParameter } from "../errors";
import { isJsonObject, listAt, textAt, valueAt, type JsonObject } from "../json";
import { parameterMissing } from "../request-body";
import type { SourceImage } from "./source-image";

/** Names that "Windows and Linux virtual machine FAQ" lists among those that are not allowed. */
const refusedUserNames: readonly string[] = [
  "administrator",
  "admin",
  "user",
  "user1",
  "test",
  "user2",
  "test1",
  "user3",
  "admin1",
  "1",
  "123",
  "a",
  "actuser",
  "adm",
  "admin2",
  "aspnet",
  "backup",
  "console",
  "david",
  "guest",
  "john",
  "owner",
  "root",
  "server",
  "sql",
  "support",
  "support_388945a0",
  "sys",
  "test2",
  "test3",
  "user4",
  "user5",
];
/** Of the same page. */
const refusedPasswords: readonly string[] = [
  "abc@123",
  "P@$$w0rd",
  "P@ssw0rd",
  "P@ssword123",
  "Pa$$word",
  "pass@word1",
  "Password!",
  "Password1",
  "Password22",
  "iloveyou!",
];

/**
 * Refuses an OS profile that Azure would.
 *
 * An image that was generalized is provisioned with one; a disk, or an image that was not generalized, starts as it is.
 */
export function assertOsProfileAccepted(properties: JsonObject, image: SourceImage | undefined): void {
  const profile = valueAt(properties, "osProfile");
  if (image?.osState !== "Generalized") {
    // Text: hashicorp/terraform#11147.
    if (isJsonObject(profile)) throw invalid("osProfile", "Parameter 'osProfile' is not allowed.");
    return;
  }
  // Text: "Troubleshooting images in an Azure Compute Gallery".
  if (!isJsonObject(profile)) throw parameterMissing("osProfile");
  const userName = textAt(profile, "adminUsername") ?? "";
  if (userName === "") throw parameterMissing("adminUsername");
  if (refusedUserNames.includes(userName.toLowerCase())) {
    throw invalid("adminUsername", "The Admin Username specified is not allowed.");
  }
  assertUserNameAccepted(userName, image.osType);
  if (image.osType === "Windows") assertWindowsAccepted(profile);
  else assertLinuxAccepted(profile);
}

/** Text of Windows: Azure/azure-quickstart-templates#2577. Of Linux only the length is documented (Microsoft.Compute, `adminUsername`). */
function assertUserNameAccepted(userName: string, osType: SourceImage["osType"]): void {
  if (osType === "Windows" && (userName.length > 20 || /\.$|[\\/"[\]:|<>+=;,?*@]/.test(userName))) {
    throw invalid(
      "adminUsername",
      "Windows admin user name cannot be more than 20 characters long, end with a period(.), or contain the following characters: " +
        '\\ / " [ ] : | < > + = ; , ? * @.',
    );
  }
  if (userName.length > 64) {
    throw invalid("adminUsername", "(sandbox) Linux admin user name cannot be more than 64 characters long.");
  }
}

/** Texts: "Common VM error codes in Azure". */
function assertWindowsAccepted(profile: JsonObject): void {
  const computerName = textAt(profile, "computerName") ?? "";
  if (
    computerName.length > 15 ||
    /^\d+$/.test(computerName) ||
    /[`~!@#$%^&*()=+_[\]{}\\|;:.'",<>/?]/.test(computerName)
  ) {
    throw invalid(
      "computerName",
      "Windows computer name cannot be more than 15 characters long, be entirely numeric, or contain the following characters: " +
        "` ~ ! @ # $ % ^ & * ( ) = + _ [ ] { } \\ | ; : . ' \" , < > / ?.",
    );
  }
  const password = textAt(profile, "adminPassword");
  if (password === undefined) throw parameterMissing("adminPassword");
  assertPasswordAccepted(password, 8, 123);
}

/** Text and target: hashicorp/terraform-provider-azurerm. */
function assertLinuxAccepted(profile: JsonObject): void {
  const password = textAt(profile, "adminPassword");
  const usesPassword =
    password !== undefined &&
    valueAt(profile, "linuxConfiguration", "disablePasswordAuthentication") !== true;
  const keys = listAt(profile, "linuxConfiguration", "ssh", "publicKeys");
  if (!usesPassword && keys.length === 0) {
    throw invalid(
      "linuxConfiguration",
      "Authentication using either SSH or by user name and password must be enabled in Linux profile.",
    );
  }
  if (password !== undefined) assertPasswordAccepted(password, 6, 72);
}

/** Texts: Azure/sap-hana#1017, "Common VM error codes in Azure". */
function assertPasswordAccepted(password: string, shortest: number, longest: number): void {
  const kinds = [/[A-Z]/, /[a-z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length;
  // eslint-disable-next-line no-control-regex -- that is what is refused
  const hasControlCharacter = /[\u0000-\u001F\u007F]/.test(password);
  if (password.length < shortest || password.length > longest || kinds < 3 || hasControlCharacter) {
    throw invalid(
      "adminPassword",
      [
        `The supplied password must be between ${shortest}-${longest} characters long and must satisfy at least 3 of password complexity requirements from the following:`,
        "1) Contains an uppercase character",
        "2) Contains a lowercase character",
        "3) Contains a numeric digit",
        "4) Contains a special character",
        "5) Control characters are not allowed",
      ].join("\r\n"),
    );
  }
  if (refusedPasswords.includes(password)) {
    throw invalid("adminPassword", "The Admin password specified is not allowed.");
  }
}

const invalid = (target: string, message: string): AzureError => invalidParameter(message, target);
