/**
 * How long a deployment's own steps take; what a resource takes is its provider's.
 *
 * Recorded (Azure CLI's test recordings, 2020): an empty template is over 0.9 seconds after its PUT.
 */
/** From the PUT to the first resource's. */
export const deploymentStartsInMs = 500;
/** From the last resource's end to the deployment's. */
export const deploymentEndsInMs = 500;
/** Between two looks at a resource that is being made; assumed. A provider's `Retry-After` counts instead. */
export const resourcePollInMs = 5_000;
/** What-if, recorded: 16 seconds for one resource, polling included; assumed here. */
export const whatIfInMs = 5_000;
/** The deletion of a deployment from the history; assumed. */
export const deleteDeploymentInMs = 2_000;
