import { named, type SecretVersion, type VaultContents } from "./contents";

/** A secret version to be put into a vault. */
interface NewSecret extends Pick<
  SecretVersion,
  "version" | "value" | "contentType" | "created" | "expires" | "notBefore"
> {
  readonly name: string;
  readonly enabled?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Puts a secret into a vault, or a new version of a secret of that name, past all rights and rules. */
export function addSecret(contents: VaultContents, secret: NewSecret): SecretVersion {
  const { name, enabled = true, tags = {}, ...rest } = secret;
  const added: SecretVersion = { ...rest, enabled, updated: secret.created, tags };
  const versions = named(contents.secrets, name)?.found;
  if (versions === undefined) contents.secrets.set(name, [added]);
  else versions.push(added);
  return added;
}
