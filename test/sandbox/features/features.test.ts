import assert from "node:assert/strict";

import { FeatureClient } from "@azure/arm-features";
import { ResourceManagementClient } from "@azure/arm-resources";
import { RestError } from "@azure/core-rest-pipeline";

import type { Sandbox } from "../../../lib/sandbox/index";
import { isFeatureInForce } from "../../../lib/sandbox/features/features";
import { credentialOf, httpClientOf, subscriptionId, testSandbox } from "../support";
import { minutes } from "../support-compute";

const provider = "Microsoft.Compute";
const feature = "EncryptionAtHost";

function bench(): {
  readonly sandbox: Sandbox;
  readonly features: FeatureClient;
  readonly resources: ResourceManagementClient;
} {
  const sandbox = testSandbox();
  const options = { httpClient: httpClientOf(sandbox), retryOptions: { maxRetries: 0 } };
  return {
    sandbox,
    features: new FeatureClient(credentialOf(sandbox), subscriptionId, options),
    resources: new ResourceManagementClient(credentialOf(sandbox), subscriptionId, options),
  };
}

const isInForce = ({ world }: Sandbox): boolean =>
  isFeatureInForce(world, subscriptionId, `${provider}/${feature}`);

describe("A preview feature", () => {
  it("is not registered in a new subscription", async () => {
    const { features } = bench();
    const found = await features.features.get(provider, feature);
    assert.equal(found.properties?.state, "NotRegistered");
    assert.equal(found.name, "Microsoft.Compute/EncryptionAtHost");
    assert.equal(found.type, "Microsoft.Features/providers/features");
  });

  it("is listed with the subscription's and with the provider's", async () => {
    const { features } = bench();
    const names: (string | undefined)[] = [];
    for await (const { name } of features.features.listAll()) names.push(name);
    for await (const { name } of features.features.list(provider)) names.push(name);
    for await (const { name } of features.features.list("Microsoft.Network")) names.push(name);
    assert.deepEqual(names, ["Microsoft.Compute/EncryptionAtHost", "Microsoft.Compute/EncryptionAtHost"]);
  });

  it("is registering for minutes before it is registered", async () => {
    const { features, sandbox } = bench();
    assert.equal((await features.features.register(provider, feature)).properties?.state, "Registering");
    sandbox.clock.advance(minutes(5));
    assert.equal((await features.features.get(provider, feature)).properties?.state, "Registered");
  });

  it("counts only once its provider was registered again", async () => {
    const { features, resources, sandbox } = bench();
    await features.features.register(provider, feature);
    sandbox.clock.advance(minutes(5));
    assert.equal(isInForce(sandbox), false);
    assert.equal((await resources.providers.register(provider)).registrationState, "Registering");
    sandbox.clock.advance(minutes(1));
    assert.equal((await resources.providers.get(provider)).registrationState, "Registered");
    assert.equal(isInForce(sandbox), true);
  });

  it("does not count where the provider was registered again too early", async () => {
    const { features, resources, sandbox } = bench();
    await features.features.register(provider, feature);
    await resources.providers.register(provider);
    sandbox.clock.advance(minutes(10));
    assert.equal(isInForce(sandbox), false);
  });

  it("is unregistered in the same way", async () => {
    const { features, sandbox } = bench();
    await features.features.register(provider, feature);
    sandbox.clock.advance(minutes(5));
    assert.equal((await features.features.unregister(provider, feature)).properties?.state, "Unregistering");
    sandbox.clock.advance(minutes(5));
    assert.equal((await features.features.get(provider, feature)).properties?.state, "Unregistered");
  });

  it("that there is not can't be registered", async () => {
    const { features } = bench();
    await assert.rejects(features.features.register(provider, "NoSuchFeature"), (error) => {
      assert.ok(error instanceof RestError);
      assert.match(error.message, /The feature 'NoSuchFeature' could not be found/);
      return true;
    });
  });
});
