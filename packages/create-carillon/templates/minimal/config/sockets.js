import { defineSocketsConfig } from "carillon";
import { contract } from "../contract.js";

export default defineSocketsConfig({
  contract,
  auth: { guard: "api", required: true },
});
