import { expect, it } from "vitest";
import { looksLikeSocketId } from "./socket-id.js";

it.each(["Zk8WC0iR-1pWe_QnAAAB", "/admin#Zk8WC0iR-1pWe_QnAAAB", "/#Zk8WC0iR-1pWe_QnAAAB", "0".repeat(20)])(
  "%s could be a connection's id",
  (name) => {
    expect(looksLikeSocketId(name)).toBe(true);
  },
);

it.each([
  "",
  "0".repeat(19),
  "0".repeat(21),
  "orders.1234567890123",
  "admin#Zk8WC0iR-1pWe_QnAAAB",
  "Zk8WC0iR-1pWe_QnAAAB\n",
])("%j could not", (name) => {
  expect(looksLikeSocketId(name)).toBe(false);
});
