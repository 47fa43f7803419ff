export * from "@carillon/socket-rooms";
