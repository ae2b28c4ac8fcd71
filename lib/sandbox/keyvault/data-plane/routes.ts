import type { Handler, Route } from "../../http";
import * as deletedKeys from "./deleted-keys";
import * as deletedSecrets from "./deleted-secrets";
import * as keyOperations from "./key-operations";
import * as keyRotation from "./key-rotation";
import * as keys from "./keys";
import * as secrets from "./secrets";

/** api-versions of a vault's data plane: those of the clients and of the Azure CLI. */
const vaultDataVersions: readonly string[] = [
  "7.4",
  "7.5-preview.1",
  "7.5",
  "7.6-preview.2",
  "7.6",
  "2025-07-01",
];

const route = (method: Route["method"], path: string, handler: Handler): Route => ({
  method,
  path,
  apiVersions: vaultDataVersions,
  handler,
});

/** A vault's data plane. Rights are asked for by each handler, since they depend on the vault's permission model. */
export const keyVaultDataRoutes: readonly Route[] = [
  route("POST", "/keys/:keyName/create", keys.createKey),
  route("PUT", "/keys/:keyName", keys.importKey),
  route("GET", "/keys", keys.listKeys),
  route("GET", "/keys/:keyName", keys.getKey),
  route("GET", "/keys/:keyName/versions", keys.listKeyVersions),
  route("GET", "/keys/:keyName/:keyVersion", keys.getKey),
  route("PATCH", "/keys/:keyName", keys.updateKey),
  route("PATCH", "/keys/:keyName/:keyVersion", keys.updateKey),
  route("DELETE", "/keys/:keyName", keys.deleteKey),

  route("POST", "/keys/:keyName/rotate", keyRotation.rotateKey),
  route("GET", "/keys/:keyName/rotationpolicy", keyRotation.getRotationPolicy),
  route("PUT", "/keys/:keyName/rotationpolicy", keyRotation.putRotationPolicy),

  route("POST", "/keys/:keyName/wrapkey", keyOperations.wrapKey),
  route("POST", "/keys/:keyName/unwrapkey", keyOperations.unwrapKey),
  route("POST", "/keys/:keyName/encrypt", keyOperations.encrypt),
  route("POST", "/keys/:keyName/decrypt", keyOperations.decrypt),
  route("POST", "/keys/:keyName/:keyVersion/wrapkey", keyOperations.wrapKey),
  route("POST", "/keys/:keyName/:keyVersion/unwrapkey", keyOperations.unwrapKey),
  route("POST", "/keys/:keyName/:keyVersion/encrypt", keyOperations.encrypt),
  route("POST", "/keys/:keyName/:keyVersion/decrypt", keyOperations.decrypt),

  route("GET", "/deletedkeys", deletedKeys.listDeletedKeys),
  route("GET", "/deletedkeys/:keyName", deletedKeys.getDeletedKey),
  route("POST", "/deletedkeys/:keyName/recover", deletedKeys.recoverDeletedKey),
  route("DELETE", "/deletedkeys/:keyName", deletedKeys.purgeDeletedKey),

  route("PUT", "/secrets/:secretName", secrets.setSecret),
  route("GET", "/secrets", secrets.listSecrets),
  route("GET", "/secrets/:secretName", secrets.getSecret),
  route("GET", "/secrets/:secretName/versions", secrets.listSecretVersions),
  route("GET", "/secrets/:secretName/:secretVersion", secrets.getSecret),
  route("PATCH", "/secrets/:secretName", secrets.updateSecret),
  route("PATCH", "/secrets/:secretName/:secretVersion", secrets.updateSecret),
  route("DELETE", "/secrets/:secretName", secrets.deleteSecret),

  route("GET", "/deletedsecrets", deletedSecrets.listDeletedSecrets),
  route("GET", "/deletedsecrets/:secretName", deletedSecrets.getDeletedSecret),
  route("POST", "/deletedsecrets/:secretName/recover", deletedSecrets.recoverDeletedSecret),
  route("DELETE", "/deletedsecrets/:secretName", deletedSecrets.purgeDeletedSecret),
];
