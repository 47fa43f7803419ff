export * from "@carillon/socket-auth";
