from studio.sketch.objects.thing import Thing

ANIMALS: dict[str, Thing] = {}
