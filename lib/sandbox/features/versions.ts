/** api-versions of Microsoft.Features; @azure/arm-features 3.1 sends the last. */
export const featureVersions: readonly string[] = ["2015-12-01", "2021-07-01"];
