import fc from "fast-check";
import { expect, test } from "vitest";
import { LinkedList } from "./linked-list.js";
import type { Node } from "./linked-list.js";

test("holds the items that came and have not left, in order of arrival", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(20), { nil: undefined }), { maxLength: 60 }), (steps) => {
      const list = new LinkedList<number>();
      const places: Node<number>[] = [];
      let next = 0;
      for (const leaving of steps) {
        const place = leaving === undefined ? undefined : places[leaving];
        if (place === undefined) places.push(list.add(next++));
        else {
          list.remove(place);
          places.splice(places.indexOf(place), 1);
        }
        expect(itemsOf(list)).toEqual(places.map(({ item }) => item));
      }
    }),
  );
});

function itemsOf(list: LinkedList<number>): number[] {
  const items: number[] = [];
  for (let place = list.first; place !== undefined; place = place.after) items.push(place.item);
  return items;
}
