/** What two runs of a notebook must have in common: each code cell's outputs, without the numbers of the prompts. */
export function outputsOf(notebook) {
  return notebook.cells
    .filter((cell) => cell.cell_type === "code")
    .map((cell) =>
      cell.outputs.map((output) => ({ ...withoutDrawnPicture(output), execution_count: undefined })),
    );
}

/** JupyterLab's plotly extension adds a picture of each chart that it drew: how a browser draws it is not what the cell put out. */
function withoutDrawnPicture(output) {
  if (output.data?.["application/vnd.plotly.v1+json"] === undefined) return output;
  const data = Object.fromEntries(Object.entries(output.data).filter(([type]) => type !== "image/png"));
  return { ...output, data };
}

/** The number of the first code cell whose outputs differ, counted from one; undefined if all are equal. */
export function firstDifference(expected, actual) {
  const [left, right] = [outputsOf(expected), outputsOf(actual)];
  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const [expectedText, actualText] = [stable(left[index]), stable(right[index])];
    if (expectedText !== actualText) {
      return { number: index + 1, ...whereTheyPart(expectedText, actualText) };
    }
  }
  return undefined;
}

// Outputs can be very long: only the surroundings of the first difference are of interest.
function whereTheyPart(expected = "nothing", actual = "nothing") {
  let index = 0;
  while (index < expected.length && expected[index] === actual[index]) index++;
  const start = Math.max(0, index - 60);
  return { expected: expected.slice(start, index + 120), actual: actual.slice(start, index + 120) };
}

// Two writers of one notebook may order the keys differently.
function stable(value) {
  return JSON.stringify(value, (_key, inner) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
