export * from "@carillon/socket-scale";
