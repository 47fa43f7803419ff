#!/usr/bin/env node
import { main } from "@carillon/socket-cli";

await main();
