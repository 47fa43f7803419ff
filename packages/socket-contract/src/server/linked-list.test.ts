import fc from "fast-check";
import { expect, test } from "vitest";
import { LinkedList } from "./linked-list.js";
import type { Node } from "./linked-list.js";

test("knows the first of the items that came and have not left", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(20), { nil: undefined }), { maxLength: 60 }), (steps) => {
      const list = new LinkedList<number>();
      const nodes: Node<number>[] = [];
      let next = 0;
      for (const leaving of steps) {
        const node = leaving === undefined ? undefined : nodes[leaving];
        if (node === undefined) nodes.push(list.add(next++));
        else {
          node.remove();
          node.remove();
          nodes.splice(nodes.indexOf(node), 1);
        }
        expect(list.first).toBe(nodes[0]?.item);
      }
      for (const node of nodes) {
        expect(list.first).toBe(node.item);
        node.remove();
      }
      expect(list.first).toBeUndefined();
    }),
  );
});
