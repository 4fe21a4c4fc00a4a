from studio.sketch.objects.thing import Thing

SIGNS: dict[str, Thing] = {}
