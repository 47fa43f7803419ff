import { expect, test } from "vitest";
import { checkNode } from "./check-node.js";

test.each(["20.19.0", "20.100.1", "22.12.0", "23.0.0", "24.0.0", "100.1.0"])("Node %s will do", (version) => {
  expect(() => {
    checkNode(version);
  }).not.toThrow();
});

test.each(["22.11.0", "21.7.3", "20.18.3", "20.0.0", "18.20.4", "16.0.0", "8.17.0"])(
  "Node %s is refused, with what to install",
  (version) => {
    expect(() => {
      checkNode(version);
    }).toThrow(
      `Carillon needs Node 20.19, 22.12 or newer, and this is ${version}. Install one, for example by: nvm install 22.`,
    );
  },
);

test("this Node will do", () => {
  expect(() => {
    checkNode();
  }).not.toThrow();
});
