package cn.mejene.kernel.data;

/**
 * The main database as the role whose only right it is to run the functions that erase what is past its time. A port of
 * the kernel's own; its repositories call those functions and nothing else.
 */
public record RetentionDatabase(Database database) {}
