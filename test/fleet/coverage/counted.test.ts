import assert from "node:assert/strict";

import { counted, firstNames, numberText } from "../../../lib/fleet/coverage/counted";

describe("Numbers as a reader is shown them", () => {
  it("have their thousands apart", () => {
    assert.equal(numberText(8_412), "8,412");
    assert.equal(numberText(1_234_567), "1,234,567");
    assert.equal(numberText(16.64), "16.6");
  });

  it("have their noun", () => {
    assert.equal(counted(1, "disk"), "1 disk");
    assert.equal(counted(0, "disk"), "0 disks");
    assert.equal(counted(8_412, "disk"), "8,412 disks");
  });
});

describe("Names as a reader is shown them", () => {
  it("are the first five, and how many more", () => {
    assert.equal(firstNames(["a", "b"]), "a, b");
    assert.equal(firstNames(["a", "b", "c", "d", "e"]), "a, b, c, d, e");
    assert.equal(firstNames(["a", "b", "c", "d", "e", "f", "g"]), "a, b, c, d, e and 2 more");
  });
});
