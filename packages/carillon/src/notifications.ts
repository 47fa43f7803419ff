export * from "@carillon/socket-notifications";
