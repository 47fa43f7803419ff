import type { Contract, Person } from "../shared/contract.js";

// On the server all is typed by the contract. The page names it where it makes its client and its hooks.
declare module "carillon/contract" {
  interface Register {
    contract: Contract;
    user: Person;
  }
}
