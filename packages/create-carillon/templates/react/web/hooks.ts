import { createHooks } from "carillon/react";
import type { Contract } from "../shared/contract.js";

/** Hooks that know the contract. */
export const { CarillonProvider, useChannel, usePresence, useRequest, useStatus } = createHooks<Contract>();
