export * from "@carillon/socket-testing";
