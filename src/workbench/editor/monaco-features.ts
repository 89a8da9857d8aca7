/**
 * The parts of Monaco that a lab uses. TypeScript's service loads `internal/common/workers` later, and with it every
 * contribution; those register services, which Monaco takes up only before its first editor. So it comes first here:
 * otherwise the second editor of a page throws "depends on UNKNOWN service". Nothing more is sent than would be anyway.
 */
import 'monaco-editor/internal/common/workers.js';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/languages/definitions/typescript/register';
