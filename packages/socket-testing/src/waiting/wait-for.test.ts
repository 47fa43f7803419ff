import { expect, it } from "vitest";
import { waitFor } from "./wait-for.js";

it("waits until a condition is true", async () => {
  let looks = 0;
  await waitFor(() => ++looks === 3);
  expect(looks).toBe(3);
});

it("gives back what an asynchronous probe found, once it no longer throws", async () => {
  let looks = 0;
  const found = await waitFor(async () => {
    expect(++looks).toBe(3);
    return "found";
  });
  expect(found).toBe("found");
});

it("throws the last error, or says that it never held", async () => {
  await expect(waitFor(() => false, 10)).rejects.toThrow("did not hold within 10 ms");
  await expect(
    waitFor(() => {
      throw new Error("still closed");
    }, 10),
  ).rejects.toThrow("still closed");
});
