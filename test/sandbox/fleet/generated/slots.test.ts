import assert from "node:assert/strict";

import { drawsOf, pickerOf } from "../../../../lib/sandbox/fleet/generated/draws";
import {
  blockSize,
  placesOf,
  runsOf,
  scatterOf,
  slotTable,
} from "../../../../lib/sandbox/fleet/generated/layout";

const draws = drawsOf("seed");
const indices = Array.from({ length: 3 * blockSize }, (_, index) => index);

describe("The places of a generated fleet's resources", () => {
  for (const [what, slotsOf] of [
    ["side by side", runsOf],
    ["scattered", scatterOf],
  ] as const) {
    it(`come up once in each block, ${what}`, () => {
      const slot = slotsOf(draws.number(what));
      for (let block = 0; block < 3; block++) {
        const slots = indices.slice(block * blockSize, (block + 1) * blockSize).map(slot);
        assert.deepEqual(
          [...slots].sort((a, b) => a - b),
          indices.slice(0, blockSize),
        );
      }
    });
  }

  it("are counted through a block, and beyond it without going through the blocks before", () => {
    const table = slotTable([
      [0, 100],
      [1, 60],
      [3, 40],
    ] as const);
    const slot = scatterOf(draws.number("count"));
    let counted = 0;
    const countOf = (index: number): number => {
      counted += 1;
      return table[slot(index)] ?? 0;
    };
    const places = placesOf(countOf);
    let place = 0;
    for (const index of indices) {
      assert.equal(places.before(index), place);
      for (let nth = 0; nth < (table[slot(index)] ?? 0); nth++) {
        assert.deepEqual(places.at(place), { index, nth });
        place += 1;
      }
    }
    assert.equal(places.before(indices.length), place);
    counted = 0;
    places.at(place * 1_000_000);
    assert.equal(counted, blockSize);
  });
});

describe("The draws of a generated fleet", () => {
  it("are the same each time, and differ by seed, purpose and index", () => {
    const drawn = [
      drawsOf("seed").number("size")(1),
      drawsOf("other").number("size")(1),
      drawsOf("seed").number("image")(1),
      drawsOf("seed").number("size")(2),
    ];
    assert.equal(new Set(drawn).size, 4);
    assert.equal(drawsOf("seed").number("size")(1), drawn[0]);
  });

  it("spread over a table by its shares", () => {
    const pick = pickerOf([
      { name: "few", share: 10 },
      { name: "many", share: 90 },
    ]);
    const draw = draws.number("spread");
    const few = Array.from({ length: 10_000 }, (_, index) => pick(draw(index))).filter(
      ({ name }) => name === "few",
    );
    assert.ok(few.length > 900 && few.length < 1_100, `${few.length}`);
    assert.equal(pick(0).name, "few");
    assert.equal(pick(2 ** 32 - 1).name, "many");
  });

  it("make identifiers of which none comes twice in a fleet of the largest size", () => {
    const guid = draws.guid("disk");
    assert.match(guid(0), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    const first = draws.number("disk/0");
    const seen = new Set(Array.from({ length: 200_000 }, (_, index) => first(index)));
    assert.equal(seen.size, 200_000);
  });
});
