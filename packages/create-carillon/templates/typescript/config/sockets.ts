import { defineSocketsConfig } from "carillon";
import { contract } from "../shared/contract.js";

export default defineSocketsConfig({
  contract,
  auth: { guard: "api", required: true },
});
