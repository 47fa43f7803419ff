export * from "@carillon/socket-contract";
