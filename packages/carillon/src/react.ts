"use client";
export * from "@carillon/socket-react";
