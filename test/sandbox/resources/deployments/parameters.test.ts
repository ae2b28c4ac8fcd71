import assert from "node:assert/strict";

import type { Json, JsonObject } from "../../../../lib/sandbox/json";
import { resourceGroupName } from "../../support";
import { aTemplate, deploymentBench, requestFor } from "./bench";

const withParameter = (definition: JsonObject): JsonObject =>
  aTemplate({ parameters: { given: definition }, outputs: {} });

async function refusalOf(definition: JsonObject, value?: Json): Promise<string> {
  const { client, failure } = deploymentBench();
  const request = requestFor(withParameter(definition), value === undefined ? {} : { given: value });
  const { message } = await failure(() =>
    client.deployments.beginValidateAndWait(resourceGroupName, "deploy-1", request),
  );
  return message;
}

describe("a parameter", () => {
  it("has to be given where it has no default", async () => {
    assert.match(
      await refusalOf({ type: "string" }),
      /The value for the template parameter 'given' is not provided\. Please see https:\/\/aka\.ms\/arm-create-parameter-file/,
    );
  });

  it("has to be in the template, whatever the case", async () => {
    const { client, failure } = deploymentBench();
    const template = withParameter({ type: "string" });
    const { message } = await failure(() =>
      client.deployments.beginValidateAndWait(
        resourceGroupName,
        "deploy-1",
        requestFor(template, { GIVEN: "a", other: "b" }),
      ),
    );
    assert.match(message, /The template parameters 'other' in the parameters file are not valid/);
    assert.match(message, /The only supported parameters for this template are 'given'/);
  });

  const wrongTypes: readonly (readonly [string, Json, string, string])[] = [
    ["string", 1, "String, Uri", "Integer"],
    ["securestring", {}, "String, Uri", "Object"],
    ["int", "1", "Integer", "String"],
    ["bool", "true", "Boolean", "String"],
    ["object", [], "Object", "Array"],
    ["array", "a", "Array", "String"],
  ];
  for (const [type, value, expected, actual] of wrongTypes) {
    it(`of type ${type} takes no ${actual}`, async () => {
      const message = await refusalOf({ type }, value);
      assert.ok(
        message.includes(
          `Template parameter JToken type is not valid. Expected '${expected}'. Actual '${actual}'.`,
        ),
        message,
      );
    });
  }

  it("is one of the allowed values", async () => {
    const message = await refusalOf({ type: "string", allowedValues: ["OS", "All"] }, "Data");
    assert.match(
      message,
      /The provided value 'Data' for the template parameter 'given' is not valid\. The parameter value is not part of the allowed value\(s\): 'OS,All'/,
    );
  });

  it("that is a list may hold any of the allowed values", async () => {
    const { client } = deploymentBench();
    const definition = { type: "array", allowedValues: ["OS", "Data"] };
    const { properties } = await client.deployments.beginValidateAndWait(
      resourceGroupName,
      "deploy-1",
      requestFor(withParameter(definition), { given: ["Data", "OS"] }),
    );
    assert.equal(properties?.provisioningState, "Succeeded");
    assert.match(await refusalOf(definition, ["Other"]), /not part of the allowed value/);
  });

  it("that is secret is not repeated in a refusal", async () => {
    const message = await refusalOf({ type: "securestring", allowedValues: ["one"] }, "hidden-word");
    assert.doesNotMatch(message, /hidden-word/);
  });

  for (const [definition, value, text] of [
    [{ type: "string", minLength: 3 }, "ab", "Length of the value should be greater than or equal to '3'."],
    [{ type: "array", maxLength: 1 }, [1, 2], "Length of the value should be less than or equal to '1'."],
    [{ type: "int", minValue: 4 }, 3, "The value should be greater than or equal to '4'."],
    [{ type: "int", maxValue: 4 }, 5, "The value should be less than or equal to '4'."],
  ] as const) {
    it(`keeps within its bounds: ${JSON.stringify(definition)}`, async () => {
      assert.ok((await refusalOf(definition, value)).includes(text));
    });
  }

  it("takes its default from another parameter and from the group", async () => {
    const { properties } = await deploymentBench().deploy(
      aTemplate({
        parameters: {
          location: { type: "string", defaultValue: "[resourceGroup().location]" },
          name: { type: "string", defaultValue: "[concat('disk-', parameters('location'))]" },
        },
      }),
    );
    assert.deepEqual(properties?.parameters, {
      location: { type: "String", value: "westeurope" },
      name: { type: "String", value: "disk-westeurope" },
    });
  });

  it("that is null is refused by a code of its own", async () => {
    const { client, failure } = deploymentBench();
    const { code } = await failure(() =>
      client.deployments.beginValidateAndWait(resourceGroupName, "deploy-1", {
        properties: {
          mode: "Incremental",
          template: { ...withParameter({ type: "string" }) },
          parameters: { given: {} },
        },
      }),
    );
    assert.equal(code, "InvalidDeploymentParameterValue");
  });

  it("that is secure is shown without its value, in outputs too", async () => {
    const { deploy, client, seen } = deploymentBench();
    const secret = "hidden-word-in-this-test";
    const { properties } = await deploy(
      aTemplate({
        parameters: { word: { type: "securestring" }, words: { type: "secureObject" } },
        outputs: { word: { type: "securestring", value: "[parameters('word')]" } },
      }),
      { word: secret, words: { inside: secret } },
    );
    assert.deepEqual(properties?.parameters, {
      word: { type: "SecureString" },
      words: { type: "SecureObject" },
    });
    assert.deepEqual(properties.outputs, { word: { type: "SecureString" } });
    const read = await client.deployments.get(resourceGroupName, "deploy-1");
    assert.doesNotMatch(JSON.stringify([read, seen]), new RegExp(secret));
  });
});
