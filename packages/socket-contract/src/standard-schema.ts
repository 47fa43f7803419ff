import type { StandardSchemaV1 } from "@standard-schema/spec";

/** Any Standard Schema: zod, valibot, arktype and others. */
export type Schema<Input = unknown, Output = Input> = StandardSchemaV1<Input, Output>;

/** What a sender gives to a schema. */
export type SchemaInput<S extends Schema> = StandardSchemaV1.InferInput<S>;

/** What a receiver gets from a schema. */
export type SchemaOutput<S extends Schema> = StandardSchemaV1.InferOutput<S>;

/** One thing that a schema found wrong. */
export type SchemaIssue = StandardSchemaV1.Issue;

/** What a schema answers: `{ value }` or `{ issues }`. */
export type SchemaResult<Output> = StandardSchemaV1.Result<Output>;
