export * from "@carillon/socket-router";
