import fc from "fast-check";
import { expect, test } from "vitest";
import { Row } from "./row.js";
import type { Place } from "./row.js";

test("holds the items that came and have not left, in order of arrival", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(20), { nil: undefined }), { maxLength: 60 }), (steps) => {
      const row = new Row<number>();
      const places: Place<number>[] = [];
      let next = 0;
      for (const leaving of steps) {
        const place = leaving === undefined ? undefined : places[leaving];
        if (place === undefined) places.push(row.add(next++));
        else {
          row.remove(place);
          places.splice(places.indexOf(place), 1);
        }
        expect(itemsOf(row)).toEqual(places.map(({ item }) => item));
      }
    }),
  );
});

function itemsOf(row: Row<number>): number[] {
  const items: number[] = [];
  for (let place = row.first; place !== undefined; place = place.after) items.push(place.item);
  return items;
}
