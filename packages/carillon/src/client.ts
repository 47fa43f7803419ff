export * from "@carillon/socket-client";
