DROP INDEX codes_live;
